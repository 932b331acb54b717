// A parser whose streams say what it shall do: test_kits.py.
package main

import (
	"errors"
	"fmt"

	"sluice.invalid/targets/sluiceadapter"
)

func parse(stream []byte) error {
	act := byte(0)
	if len(stream) > 0 {
		act = stream[0]
	}
	switch act {
	case 'u':
		return sluiceadapter.Unsupported{Err: errors.New("not yet")}
	case 'l':
		return fmt.Errorf("inside: %w", sluiceadapter.Limit{Err: errors.New("too much")})
	case 'e':
		return errors.New("documented")
	case 'p':
		fmt.Println("noise on standard output")
	case 'c':
		panic("a parser that broke")
	}
	return nil
}

func main() {
	sluiceadapter.Run("kit", "1", parse)
}
