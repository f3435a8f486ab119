#include <algorithm>
#include <iostream>
#include <string>

int main() {
    int n, k;
    std::string letters;
    std::cin >> n >> k >> letters;
    while (k--) letters.erase(std::max_element(letters.begin(), letters.end()));
    std::cout << letters << '\n';
}
