#include "@CANARY@"
#include "/etc/passwd"
#include "/proc/self/environ"
int main() {}
