#include <iostream>
#include <queue>
#include <vector>

// Fills the row from its right end: the largest number among the stones with nothing heavier left goes there.
int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<int>> lighter(n + 1);
    std::vector<int> heavier_left(n + 1, 0);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        lighter[v].push_back(u);
        ++heavier_left[u];
    }

    std::priority_queue<int> free_stones;
    for (int stone = 1; stone <= n; ++stone) {
        if (heavier_left[stone] == 0) free_stones.push(stone);
    }
    std::vector<int> row(n);
    for (int place = n - 1; place >= 0; --place) {
        int stone = free_stones.top();
        free_stones.pop();
        row[place] = stone;
        for (int other : lighter[stone]) {
            if (--heavier_left[other] == 0) free_stones.push(other);
        }
    }
    for (int i = 0; i < n; ++i) std::cout << row[i] << (i + 1 < n ? ' ' : '\n');
}
