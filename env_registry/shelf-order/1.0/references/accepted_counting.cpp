#include <array>
#include <iostream>
#include <string>

int main() {
    std::string s;
    std::cin >> s;

    std::array<int, 10> boxes{};
    for (char c : s) ++boxes[c - '0'];

    std::string shelf;
    for (int digit = 0; digit < 10; ++digit) shelf.append(boxes[digit], static_cast<char>('0' + digit));
    std::cout << shelf << '\n';
}
