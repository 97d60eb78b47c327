package orjson_test

// document is a case of Parse: Out is orjson's encoding of the value, nil if there is no value or it is too
// deep to be written.
type document struct {
	In    string
	Out   *string
	Error string
}
