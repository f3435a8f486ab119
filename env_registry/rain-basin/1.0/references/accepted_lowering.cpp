#include <algorithm>
#include <iostream>
#include <vector>

// The basin is full to the brim at first. Water falls wherever a neighbour stands lower, until nothing moves.
int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::vector<int>> ground(r, std::vector<int>(c));
    int highest = 0;
    for (auto& row : ground) {
        for (int& height : row) {
            std::cin >> height;
            highest = std::max(highest, height);
        }
    }

    std::vector<std::vector<int>> level(r, std::vector<int>(c, highest));
    level[0][0] = ground[0][0];
    auto lower = [&](int i, int j) {
        int lowest = level[i][j];
        if (i > 0) lowest = std::min(lowest, level[i - 1][j]);
        if (j > 0) lowest = std::min(lowest, level[i][j - 1]);
        if (i + 1 < r) lowest = std::min(lowest, level[i + 1][j]);
        if (j + 1 < c) lowest = std::min(lowest, level[i][j + 1]);
        lowest = std::max(lowest, ground[i][j]);
        bool moved = lowest < level[i][j];
        level[i][j] = std::min(level[i][j], lowest);
        return moved;
    };
    bool moved = true;
    while (moved) {
        moved = false;
        for (int k = 0; k < r * c; ++k) moved = lower(k / c, k % c) || moved;
        for (int k = r * c - 1; k >= 0; --k) moved = lower(k / c, k % c) || moved;
    }
    for (const auto& row : level) {
        for (int j = 0; j < c; ++j) std::cout << row[j] << (j + 1 < c ? ' ' : '\n');
    }
}
