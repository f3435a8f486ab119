#include <cmath>
#include <cstddef>
#include <iostream>
#include <vector>

int main() {
    int n;
    long long step;
    std::cin >> n >> step;
    std::vector<long long> shirt(n + 1);
    const int width = static_cast<int>(std::sqrt(n)) + 1;
    std::vector<std::vector<int>> blocks(n / width + 1);
    for (int i = 1; i <= n; ++i) {
        std::cin >> shirt[i];
        blocks[(i - 1) / width].push_back(i);
    }

    long long rank = 0;
    for (int players = n; players > 1; --players) {
        rank = (rank + step - 1) % players;
        std::size_t block = 0, inside = static_cast<std::size_t>(rank);
        while (inside >= blocks[block].size()) inside -= blocks[block++].size();
        step = shirt[blocks[block][inside]];
        blocks[block].erase(blocks[block].begin() + static_cast<std::ptrdiff_t>(inside));
    }
    for (const auto& block : blocks) {
        if (!block.empty()) std::cout << block.front() << '\n';
    }
}
