#include <algorithm>
#include <iostream>
#include <string>

int main() {
    long long a, b, f;
    std::string brackets;
    std::cin >> a >> b >> f >> brackets;
    long long opening = std::count(brackets.begin(), brackets.end(), '(');
    long long closing = static_cast<long long>(brackets.size()) - opening;
    long long surplus = std::max(opening, closing) - std::min(opening, closing);
    long long insertion = opening > closing ? b : a;
    std::cout << surplus / 2 * std::min(2 * insertion, f) + surplus % 2 * insertion << '\n';
}
