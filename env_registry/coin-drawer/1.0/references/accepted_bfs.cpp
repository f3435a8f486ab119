#include <iostream>
#include <queue>
#include <vector>

int main() {
    int n, total;
    std::cin >> n >> total;
    std::vector<int> values(n);
    for (int& value : values) std::cin >> value;

    std::vector<int> coins_used(total + 1, -1);
    coins_used[total] = 0;
    std::queue<int> left_to_pay({total});
    while (!left_to_pay.empty()) {
        int amount = left_to_pay.front();
        left_to_pay.pop();
        for (int value : values) {
            if (value <= amount && coins_used[amount - value] < 0) {
                coins_used[amount - value] = coins_used[amount] + 1;
                left_to_pay.push(amount - value);
            }
        }
    }
    std::cout << coins_used[0] << '\n';
}
