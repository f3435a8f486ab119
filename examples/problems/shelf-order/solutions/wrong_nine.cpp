#include <algorithm>
#include <iostream>
#include <string>

int main() {
    std::string s;
    std::cin >> s;

    std::string shelf;
    for (char digit = '0'; digit < '9'; ++digit) shelf.append(std::count(s.begin(), s.end(), digit), digit);
    std::cout << shelf << '\n';
}
