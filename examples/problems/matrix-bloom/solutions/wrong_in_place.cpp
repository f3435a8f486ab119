#include <iostream>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::vector<int>> beds(r + 2, std::vector<int>(c + 2, 0));
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) std::cin >> beds[i][j];
    }
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) {
            int flowers = 0;
            for (int di = -1; di <= 1; ++di) {
                for (int dj = -1; dj <= 1; ++dj) flowers += beds[i + di][j + dj];
            }
            beds[i][j] = flowers;
        }
    }
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) std::cout << beds[i][j] << (j < c ? ' ' : '\n');
    }
}
