#include <iostream>
#include <string>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::string> wall(r);
    for (std::string& row : wall) std::cin >> row;
    bool changed = true;
    while (changed) {
        changed = false;
        std::vector<std::string> after(r, std::string(c, '.'));
        for (int j = 0; j < c; ++j) {
            int top = 0;
            for (int i = 0; i < r; ++i) {
                char letter = wall[i][j];
                if (letter == '.') continue;
                bool broken = (i > 0 && wall[i - 1][j] == letter) || (i + 1 < r && wall[i + 1][j] == letter) ||
                              (j > 0 && wall[i][j - 1] == letter) || (j + 1 < c && wall[i][j + 1] == letter);
                if (broken) {
                    changed = true;
                } else {
                    after[top++][j] = letter;
                }
            }
        }
        wall = after;
    }
    for (int j = 0; j < c; ++j) {
        for (int gap = 0; gap < r && wall[r - 1][j] == '.'; ++gap) {
            for (int i = r - 1; i > 0; --i) std::swap(wall[i][j], wall[i - 1][j]);
        }
    }
    for (const std::string& row : wall) std::cout << row << '\n';
}
