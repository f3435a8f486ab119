#include <iostream>
#include <string>
#include <vector>

// Every column is a tower, read from the ground up; towers shrink, so nothing has to fall.
int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::string> towers(c);
    for (int i = 0; i < r; ++i) {
        std::string row;
        std::cin >> row;
        for (int j = 0; j < c; ++j) towers[j].insert(towers[j].begin(), row[j]);
    }
    bool changed = true;
    while (changed) {
        changed = false;
        auto matches = [&](int j, int level, char letter) {
            return j >= 0 && j < c && level >= 0 && level < static_cast<int>(towers[j].size()) &&
                   towers[j][level] == letter;
        };
        std::vector<std::string> next(c);
        for (int j = 0; j < c; ++j) {
            for (int level = 0; level < static_cast<int>(towers[j].size()); ++level) {
                char letter = towers[j][level];
                if (matches(j - 1, level, letter) || matches(j + 1, level, letter) || matches(j, level - 1, letter) ||
                    matches(j, level + 1, letter)) {
                    changed = true;
                } else {
                    next[j] += letter;
                }
            }
        }
        towers = next;
    }
    for (int level = r - 1; level >= 0; --level) {
        for (const std::string& tower : towers) {
            std::cout << (level < static_cast<int>(tower.size()) ? tower[level] : '.');
        }
        std::cout << '\n';
    }
}
