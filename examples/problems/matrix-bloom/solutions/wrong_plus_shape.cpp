#include <iostream>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::vector<int>> seeds(r + 2, std::vector<int>(c + 2, 0));
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) std::cin >> seeds[i][j];
    }
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) {
            int flowers = seeds[i][j] + seeds[i - 1][j] + seeds[i + 1][j] + seeds[i][j - 1] + seeds[i][j + 1];
            std::cout << flowers << (j < c ? ' ' : '\n');
        }
    }
}
