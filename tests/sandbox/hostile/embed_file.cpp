// A file of the host as data of the program.
#include <cstdio>
asm(".global bait\nbait: .incbin \"@CANARY@\"\n.byte 0\n");
extern char bait[];
int main() { puts(bait); }
