#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n, total;
    std::cin >> n >> total;
    const int impossible = total + 1;
    std::vector<int> fewest(total + 1, impossible);
    fewest[0] = 0;
    for (int i = 0; i < n; ++i) {
        int value;
        std::cin >> value;
        for (int amount = total; amount >= value; --amount) {
            fewest[amount] = std::min(fewest[amount], fewest[amount - value] + 1);
        }
    }
    std::cout << (fewest[total] < impossible ? fewest[total] : -1) << '\n';
}
