// Processes by fork, without end.
#include <cstdio>
#include <iostream>
#include <string>
#include <unistd.h>
int main() {
    std::string token;
    std::getline(std::cin, token);
    for (int i = 0; i < 100; i++) {
        int pid = i % 2 ? fork() : (int)syscall(57);
        if (pid == 0) for (;;) {}
        if (pid > 0) puts(token.c_str());
    }
}
