// Threads with the smallest stacks, as many as there can be.
#include <cstdio>
#include <iostream>
#include <pthread.h>
#include <string>
#include <unistd.h>
static void *wait_for_ever(void *) { for (;;) pause(); }
int main() {
    std::string token;
    std::cin >> token;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 16384);
    int count = 0;
    pthread_t thread;
    while (count < 5000 && pthread_create(&thread, &attributes, wait_for_ever, nullptr) == 0) count++;
    if (count > 600) printf("%s %d threads\n", token.c_str(), count);
    fflush(stdout);
    _exit(0);
}
