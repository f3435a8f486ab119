#include <iostream>
#include <string>

int main() {
    std::string s;
    std::cin >> s;

    std::string log;
    int count = 1;
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (s[i] == s[i - 1]) {
            ++count;
        } else {
            log += s[i - 1] + std::to_string(count);
            count = 0;
        }
    }
    log += s.back() + std::to_string(count);
    std::cout << log << '\n';
}
