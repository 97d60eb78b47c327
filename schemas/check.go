package schemas

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Check validates a JSON document against a contract of a profile. It returns one fault for every place that
// breaks the contract, in the order of the document; none means that the document is valid. Faults that real
// servers have too are included and marked: see [Deviations].
//
// Members that the contract does not name are valid, as the OpenAPI document forbids none; only the derived
// *.error.validation contracts forbid them.
//
// It is an error if the profile or the contract is unknown, or if the document is not one JSON value.
func Check(profileName, name string, document []byte) ([]Fault, error) {
	contract, err := load(profileName, name)
	if err != nil {
		return nil, err
	}
	value, err := decode(document)
	if err != nil {
		return nil, err
	}
	if err := refuseVastNumbers(value); err != nil {
		return nil, err
	}
	var invalid *jsonschema.ValidationError
	if err := contract.compiled.Validate(value); err == nil {
		return nil, nil
	} else if !errors.As(err, &invalid) {
		return nil, err
	}
	faults, err := faultsOf(contract, value, invalid)
	if err != nil {
		return nil, err
	}
	markDeviations(contract.known, faults)
	return faults, nil
}

// refuseVastNumbers returns an error for numbers whose exponent would take all memory to expand. math/big has
// the same limit.
func refuseVastNumbers(value any) error {
	switch value := value.(type) {
	case json.Number:
		if _, ok := new(big.Rat).SetString(value.String()); !ok {
			return fmt.Errorf("the number %s is too long to compare", shorten(value.String()))
		}
	case []any:
		for _, item := range value {
			if err := refuseVastNumbers(item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, member := range value {
			if err := refuseVastNumbers(member); err != nil {
				return err
			}
		}
	}
	return nil
}
