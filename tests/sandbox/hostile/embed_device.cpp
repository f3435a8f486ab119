// An endless device as data of the program.
asm(".incbin \"/dev/zero\"");
int main() {}
