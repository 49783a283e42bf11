// SPDX-License-Identifier: BSL-1.0
// What most tests include, compiled once: each is half a second shorter to
// compile for it. A test includes what it uses all the same.
#ifndef MGUNZIP_TEST_PRELUDE_HPP
#define MGUNZIP_TEST_PRELUDE_HPP

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#endif
