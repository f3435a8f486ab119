// Code that runs before main, in the jail as much as main does.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
struct Early {
    Early() {
        std::ifstream file("@CANARY@");
        std::string text;
        while (file >> text) printf("%s\n", text.c_str());
        if (getenv("HOME")) puts(getenv("HOME"));
    }
} early;
int main() {}
