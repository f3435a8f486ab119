#include <algorithm>
#include <functional>
#include <iostream>
#include <utility>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<std::pair<int, int>> trees(n);
    for (int i = 0; i < n; ++i) {
        std::cin >> trees[i].first;
        trees[i].second = i + 1;
    }
    std::sort(trees.begin(), trees.end(), std::greater<>());
    for (int i = 0; i < n; ++i) {
        for (int j = i + 1; j < n && trees[i].first > 0; ++j) {
            if (trees[j].first == 0) continue;
            --trees[i].first;
            --trees[j].first;
            std::cout << trees[i].second << ' ' << trees[j].second << '\n';
        }
    }
}
