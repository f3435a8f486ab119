// A file of the host as source text, to be quoted in the compiler's message.
#include "@CANARY@"
#include "/etc/passwd"
#include "/proc/self/environ"
int main() {}
