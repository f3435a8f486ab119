// Become a shell, by every call that executes.
#include <fcntl.h>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>
int main() {
    std::string token;
    std::getline(std::cin, token);
    std::string say = "print('" + token + "')";
    std::vector<const char *> paths{"/py/bin/python3.11", "/usr/bin/python3.11", "/bin/sh"};
    for (auto path : paths) {
        char *args[] = {(char *)path, (char *)"-c", (char *)say.c_str(), nullptr};
        char *none[] = {nullptr};
        execve(path, args, none);
        int fd = open(path, O_RDONLY);
        dup2(fd, 100);
        syscall(322, 100, "", args, none, 0x1000);
        syscall(322, fd, "", args, none, 0x1000);
    }
}
