#include <algorithm>
#include <iostream>
#include <queue>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<int> ground(r * c), level(r * c, -1);
    for (int& height : ground) std::cin >> height;
    std::queue<int> shore({0});
    level[0] = ground[0];
    while (!shore.empty()) {
        int plot = shore.front();
        shore.pop();
        auto reach = [&](int beside) {
            if (level[beside] >= 0) return;
            level[beside] = std::max(level[plot], ground[beside]);
            shore.push(beside);
        };
        if (plot % c + 1 < c) reach(plot + 1);
        if (plot + c < r * c) reach(plot + c);
        if (plot % c > 0) reach(plot - 1);
        if (plot >= c) reach(plot - c);
    }
    for (int plot = 0; plot < r * c; ++plot) std::cout << level[plot] << ((plot + 1) % c ? ' ' : '\n');
}
