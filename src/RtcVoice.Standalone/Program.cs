using RtcVoice.Standalone;

return await ServerProgram.RunAsync(args);
