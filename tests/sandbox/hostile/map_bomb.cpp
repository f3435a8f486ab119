// Memory by mmap in small pieces, touched, and by a promise of more than there is.
#include <cstdio>
#include <iostream>
#include <string>
#include <sys/mman.h>
int main() {
    std::string token;
    std::cin >> token;
    void *all = mmap(nullptr, 1L << 40, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all != MAP_FAILED) printf("%s a terabyte is promised\n", token.c_str());
    long got = 0;
    for (;;) {
        char *piece = (char *)mmap(nullptr, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (piece == MAP_FAILED) break;
        for (int i = 0; i < 1 << 16; i += 4096) piece[i] = 1;
        got += 1 << 16;
    }
    if (got > 600L << 20) printf("%s %ld bytes\n", token.c_str(), got);
}
