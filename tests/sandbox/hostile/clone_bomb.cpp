// Processes by every call that makes them: vfork, clone with chosen flags, clone3.
#include <cstdio>
#include <sched.h>
#include <string>
#include <iostream>
#include <sys/syscall.h>
#include <unistd.h>
int main() {
    std::string token;
    std::cin >> token;
    for (unsigned long flags : {0UL, 17UL, 0x4000UL, 0x100UL | 0x4000UL, 0x10000000UL, 0x20000000UL, 0x40000000UL})
        for (int i = 0; i < 20; i++) {
            long pid = syscall(SYS_clone, flags, 0, 0, 0, 0);
            if (pid == 0) _exit(0);
            if (pid > 0) printf("%s made process %ld\n", token.c_str(), pid);
        }
    unsigned long arguments[11] = {0};
    arguments[4] = 17;
    long pid = syscall(SYS_clone3, arguments, sizeof arguments);
    if (pid == 0) _exit(0);
    if (pid > 0) printf("%s clone3\n", token.c_str());
}
