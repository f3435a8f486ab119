#include <iostream>
#include <string>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::string> wall(r), after(r, std::string(c, '.'));
    for (std::string& row : wall) std::cin >> row;
    for (int j = 0; j < c; ++j) {
        int floor = r - 1;
        for (int i = r - 1; i >= 0; --i) {
            bool broken = (i > 0 && wall[i - 1][j] == wall[i][j]) || (i + 1 < r && wall[i + 1][j] == wall[i][j]) ||
                          (j > 0 && wall[i][j - 1] == wall[i][j]) || (j + 1 < c && wall[i][j + 1] == wall[i][j]);
            if (!broken) after[floor--][j] = wall[i][j];
        }
    }
    for (const std::string& row : after) std::cout << row << '\n';
}
