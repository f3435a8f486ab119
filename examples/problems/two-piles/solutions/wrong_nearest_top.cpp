#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> cards(n);
    for (int& card : cards) std::cin >> card;
    int rising = *std::min_element(cards.begin(), cards.end()) - 1;
    int falling = *std::max_element(cards.begin(), cards.end()) + 1;
    bool possible = true;
    for (int card : cards) {
        bool to_rising = card > rising, to_falling = card < falling;
        if (!to_rising && !to_falling) possible = false;
        if (to_rising && to_falling) to_rising = card - rising <= falling - card;
        if (to_rising) {
            rising = card;
        } else {
            falling = card;
        }
    }
    std::cout << (possible ? "YES" : "NO") << '\n';
}
