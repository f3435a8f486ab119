#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> heights(n);
    for (int& height : heights) std::cin >> height;

    int gain = heights[1] - heights[0];
    for (int i = 2; i < n; ++i) gain = std::max(gain, heights[i] - heights[i - 1]);
    std::cout << gain << '\n';
}
