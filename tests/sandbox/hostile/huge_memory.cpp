// A small program that asks for gigabytes before it starts.
#include <cstdlib>
#include <cstring>
static char bulk[64 << 20];
int main() {
    memset(bulk, 1, sizeof bulk);
    for (;;) {
        char *more = (char *)malloc(16 << 20);
        if (!more) abort();
        more[8 << 20] = 1;
    }
}
