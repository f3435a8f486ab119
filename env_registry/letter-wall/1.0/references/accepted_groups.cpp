#include <algorithm>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

// Blocks that touch and match are united; a round breaks every block whose group has at least two members.
int main() {
    int r, c;
    std::cin >> r >> c;
    std::string wall, row;
    for (int i = 0; i < r; ++i) {
        std::cin >> row;
        wall += row;
    }
    while (true) {
        std::vector<int> leader(r * c), members(r * c, 0);
        std::iota(leader.begin(), leader.end(), 0);
        auto find = [&](int block) {
            while (leader[block] != block) block = leader[block] = leader[leader[block]];
            return block;
        };
        for (int block = 0; block < r * c; ++block) {
            if (wall[block] == '.') continue;
            if ((block + 1) % c != 0 && wall[block + 1] == wall[block]) leader[find(block + 1)] = find(block);
            if (block + c < r * c && wall[block + c] == wall[block]) leader[find(block + c)] = find(block);
        }
        for (int block = 0; block < r * c; ++block) ++members[find(block)];
        std::string after = wall;
        for (int block = 0; block < r * c; ++block) {
            if (members[find(block)] > 1) after[block] = '.';
        }
        if (after == wall) break;
        for (int j = 0; j < c; ++j) {
            int floor = r - 1;
            for (int i = r - 1; i >= 0; --i) {
                if (after[i * c + j] != '.') std::swap(after[i * c + j], after[floor-- * c + j]);
            }
        }
        wall = after;
    }
    for (int i = 0; i < r; ++i) std::cout << wall.substr(i * c, c) << '\n';
}
