// Confines itself and becomes the program: what child.py does for Python, for binaries, at a fraction of the cost.
// Arguments: bytes of memory, seconds of CPU, bytes of stack, number of threads (-1: as it is).
// The numbers of files are those of protocol.py.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <linux/filter.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { EXEC_FD = 100, READY_FD = 101, FILTER_FD = 102, MAX_FILES = 64 };

static void stop(const char *what) {
    dprintf(2, "%s: %s", what, strerror(errno));
    _exit(1);
}

static void limit(int kind, long long value, long long grace = 0) {
    rlimit now;
    if (getrlimit((__rlimit_resource_t)kind, &now) != 0) stop("getrlimit");
    rlim_t soft = value, hard = value + grace;
    rlimit wanted = {soft < now.rlim_max ? soft : now.rlim_max, hard < now.rlim_max ? hard : now.rlim_max};
    if (value < 0) wanted = {now.rlim_max, now.rlim_max};
    if (setrlimit((__rlimit_resource_t)kind, &wanted) != 0) stop("setrlimit");
}

int main(int count, char **arguments) {
    if (count != 5) return 1;
    static sock_filter rules[4096];
    ssize_t size = pread(FILTER_FD, rules, sizeof rules, 0);
    if (size <= 0) stop("filter");
    if (syscall(SYS_close_range, 3, EXEC_FD - 1, 0) != 0 || syscall(SYS_close_range, FILTER_FD, ~0U, 0) != 0)
        stop("close_range");
    for (int fd : {EXEC_FD, READY_FD}) fcntl(fd, F_SETFD, FD_CLOEXEC);
    limit(RLIMIT_AS, atoll(arguments[1]));
    limit(RLIMIT_CPU, atoll(arguments[2]), 1);
    limit(RLIMIT_STACK, atoll(arguments[3]));
    limit(RLIMIT_NPROC, atoll(arguments[4]));
    limit(RLIMIT_NOFILE, MAX_FILES);
    for (int nothing : {RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_MEMLOCK}) limit(nothing, 0);
    signal(SIGPIPE, SIG_DFL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) stop("prctl");
    sock_fprog filter = {(unsigned short)(size / sizeof rules[0]), rules};
    if (prctl(PR_SET_SECCOMP, 2, &filter) != 0) stop("seccomp");
    if (write(READY_FD, "ready", 5) != 5) _exit(1);
    char name[] = "program";
    char *const as[] = {name, nullptr}, *const nothing[] = {nullptr};
    syscall(SYS_execveat, EXEC_FD, "", as, nothing, AT_EMPTY_PATH);
    dprintf(READY_FD, "%s", strerror(errno));
    _exit(127);
}
