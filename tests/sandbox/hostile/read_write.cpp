// Read the canary file and make another, from a static program.
// Second and third line of stdin: the canary file and a path to create.
#include <cstdio>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <unistd.h>
int main() {
    std::string token, canary, scratch;
    std::getline(std::cin, token);
    std::getline(std::cin, canary);
    std::getline(std::cin, scratch);
    char text[256] = {0};
    int fd = open(canary.c_str(), O_RDONLY);
    if (fd >= 0 && read(fd, text, 255) > 0) puts(text);
    if (open((scratch + "/written").c_str(), O_CREAT | O_RDWR, 0666) >= 0) puts(token.c_str());
    if (syscall(319, "m", 0) >= 0) puts(token.c_str());
}
