#include <iostream>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::vector<int>> flowers(r + 2, std::vector<int>(c + 2, 0));
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) {
            int seeds;
            std::cin >> seeds;
            for (int di = -1; di <= 1; ++di) {
                for (int dj = -1; dj <= 1; ++dj) flowers[i + di][j + dj] += seeds;
            }
        }
    }
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) std::cout << flowers[i][j] << (j < c ? ' ' : '\n');
    }
}
