using RtcVoice.Server.Hosting;

return await ServerProgram.RunAsync(args);
