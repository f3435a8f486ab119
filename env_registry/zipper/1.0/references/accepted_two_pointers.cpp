#include <iostream>
#include <string>

int main() {
    std::string s, t;
    std::cin >> s >> t;

    std::string closed;
    std::size_t left = 0, right = 0;
    while (left < s.size() || right < t.size()) {
        if (left < s.size()) closed += s[left++];
        if (right < t.size()) closed += t[right++];
    }
    std::cout << closed << '\n';
}
