#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <tuple>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::vector<int>> ground(r, std::vector<int>(c)), level(r, std::vector<int>(c, -1));
    for (auto& row : ground) {
        for (int& height : row) std::cin >> height;
    }
    using Plot = std::tuple<int, int, int>;
    std::priority_queue<Plot, std::vector<Plot>, std::greater<Plot>> shore;
    shore.push({ground[0][0], 0, 0});
    while (!shore.empty()) {
        auto [height, i, j] = shore.top();
        shore.pop();
        if (level[i][j] >= 0) continue;
        level[i][j] = height;
        for (int x = std::max(i - 1, 0); x <= std::min(i + 1, r - 1); ++x) {
            for (int y = std::max(j - 1, 0); y <= std::min(j + 1, c - 1); ++y) {
                if (level[x][y] < 0) shore.push({std::max(height, ground[x][y]), x, y});
            }
        }
    }
    for (const auto& row : level) {
        for (int j = 0; j < c; ++j) std::cout << row[j] << (j + 1 < c ? ' ' : '\n');
    }
}
