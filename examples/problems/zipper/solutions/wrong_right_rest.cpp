#include <iostream>
#include <string>

int main() {
    std::string s, t;
    std::cin >> s >> t;

    std::string closed;
    for (std::size_t i = 0; i < s.size(); ++i) {
        closed += s[i];
        if (i < t.size()) closed += t[i];
    }
    std::cout << closed << '\n';
}
