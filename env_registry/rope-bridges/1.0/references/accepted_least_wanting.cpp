#include <iostream>
#include <queue>
#include <set>
#include <utility>
#include <vector>

// The tree that lacks the fewest ropes is finished first; its ropes go to the trees that lack the most.
int main() {
    int n;
    std::cin >> n;
    std::set<std::pair<int, int>> lacking;
    for (int tree = 1; tree <= n; ++tree) {
        int count;
        std::cin >> count;
        lacking.insert({count, tree});
    }
    while (!lacking.empty()) {
        auto [count, tree] = *lacking.begin();
        lacking.erase(lacking.begin());
        std::vector<std::pair<int, int>> partners;
        for (int i = 0; i < count; ++i) {
            partners.push_back(*lacking.rbegin());
            lacking.erase(partners.back());
        }
        for (auto [rest, other] : partners) {
            std::cout << tree << ' ' << other << '\n';
            lacking.insert({rest - 1, other});
        }
    }
}
