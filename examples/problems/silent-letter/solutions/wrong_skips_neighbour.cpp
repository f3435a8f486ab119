#include <iostream>
#include <string>

int main() {
    std::string s;
    char silent;
    std::cin >> s >> silent;

    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == silent) s.erase(i, 1);
    }
    std::cout << s << '\n';
}
