#include <algorithm>
#include <iostream>
#include <string>

int main() {
    std::string s;
    std::size_t k;
    std::cin >> s >> k;

    for (std::size_t start = 0; start < s.size(); start += k) {
        std::size_t end = std::min(start + k, s.size());
        std::reverse(s.begin() + start, s.begin() + end);
    }
    std::cout << s << '\n';
}
