#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<std::vector<int>> prefix(r + 1, std::vector<int>(c + 1, 0));
    for (int i = 1; i <= r; ++i) {
        for (int j = 1; j <= c; ++j) {
            int seeds;
            std::cin >> seeds;
            prefix[i][j] = seeds + prefix[i - 1][j] + prefix[i][j - 1] - prefix[i - 1][j - 1];
        }
    }
    for (int i = 1; i <= r; ++i) {
        int top = std::max(i - 2, 0), bottom = std::min(i + 1, r);
        for (int j = 1; j <= c; ++j) {
            int left = std::max(j - 2, 0), right = std::min(j + 1, c);
            int flowers = prefix[bottom][right] - prefix[top][right] - prefix[bottom][left] + prefix[top][left];
            std::cout << flowers << (j < c ? ' ' : '\n');
        }
    }
}
