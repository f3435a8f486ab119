#include <iostream>
#include <limits>
#include <vector>

// Where both piles would take the card, the next card decides: if it is higher, it can follow on the rising pile.
int main() {
    int n;
    std::cin >> n;
    std::vector<int> cards(n);
    for (int& card : cards) std::cin >> card;
    int rising = std::numeric_limits<int>::min(), falling = std::numeric_limits<int>::max();
    for (int i = 0; i < n; ++i) {
        bool to_rising = cards[i] > rising, to_falling = cards[i] < falling;
        if (!to_rising && !to_falling) {
            std::cout << "NO\n";
            return 0;
        }
        if (to_rising && to_falling && i + 1 < n) to_rising = cards[i + 1] > cards[i];
        if (to_rising) {
            rising = cards[i];
        } else {
            falling = cards[i];
        }
    }
    std::cout << "YES\n";
}
