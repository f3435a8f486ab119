// Options for compiler, assembler and linker from inside the source.
#pragma GCC optimize("plugin=/tmp/x.so")
#pragma GCC push_options
#pragma comment(linker, "/OUT:/tmp/x")
asm(".file \"@CANARY@\"\n.include \"@CANARY@\"");
asm(".section .note.GNU-stack,\"x\",@progbits");
int main() {}
