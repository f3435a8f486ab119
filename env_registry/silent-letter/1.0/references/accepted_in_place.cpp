#include <iostream>
#include <string>

int main() {
    std::string s;
    char silent;
    std::cin >> s >> silent;

    std::size_t kept = 0;
    for (char letter : s) {
        if (letter != silent) s[kept++] = letter;
    }
    s.resize(kept);
    std::cout << s << '\n';
}
