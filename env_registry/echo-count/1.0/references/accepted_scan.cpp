#include <iostream>
#include <string>

int main() {
    std::string s;
    std::cin >> s;

    std::string log;
    std::size_t start = 0;
    while (start < s.size()) {
        std::size_t end = start;
        while (end < s.size() && s[end] == s[start]) ++end;
        log += s[start] + std::to_string(end - start);
        start = end;
    }
    std::cout << log << '\n';
}
