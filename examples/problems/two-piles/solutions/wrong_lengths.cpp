#include <algorithm>
#include <iostream>
#include <vector>

int longest_rising(const std::vector<int>& cards) {
    std::vector<int> ends;
    for (int card : cards) {
        auto place = std::lower_bound(ends.begin(), ends.end(), card);
        if (place == ends.end()) {
            ends.push_back(card);
        } else {
            *place = card;
        }
    }
    return static_cast<int>(ends.size());
}

int main() {
    int n;
    std::cin >> n;
    std::vector<int> cards(n);
    for (int& card : cards) std::cin >> card;
    int rising = longest_rising(cards);
    std::reverse(cards.begin(), cards.end());
    int falling = longest_rising(cards);
    std::cout << (rising + falling >= n ? "YES" : "NO") << '\n';
}
