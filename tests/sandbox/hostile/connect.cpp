// Bare system calls for sockets, from a static program.
#include <sys/syscall.h>
#include <unistd.h>
int main() { return syscall(SYS_socket, 1, 1, 0) >= 0; }
